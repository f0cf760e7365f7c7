import TestSupport
import Testing

extension Scratch {
    /// Runs a Python program that has `Terminal`, a program in a terminal of its own, and `server`, a real redis-server.
    ///
    /// - Returns: what it printed.
    @discardableResult
    func terminal(
        _ program: String, _ words: String..., environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let variables = ["TERM": "xterm-256color", "GEDIS": Tool.path].merging(environment) { $1 }
        let outcome = try await run(
            Tool.python, ["-c", Self.terminalSupport + program] + words, environment: variables)
        try #require(outcome.code == 0, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome.output
    }

    private static let terminalSupport = """
        import contextlib, fcntl, os, pty, select, signal, struct, subprocess, sys, termios, time
        gedis = os.environ['GEDIS']

        class Terminal:
            def __init__(self, *words, columns=80):
                self.unread = ''
                ready, go = os.pipe()
                self.pid, self.descriptor = pty.fork()
                if self.pid == 0:
                    os.read(ready, 1)
                    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
                    os.execv(gedis, (gedis,) + words)
                # How the terminal is before the program changes it.
                self.attributes = termios.tcgetattr(self.descriptor)
                os.write(go, b'.')
                os.close(ready), os.close(go)

            def type(self, text):
                os.write(self.descriptor, text.encode())

            def expect(self, text):
                while text not in self.unread:
                    if not (part := self.read()): sys.exit(f'ended without {text!r}: {self.unread!r}')
                    self.unread += part
                before, _, self.unread = self.unread.partition(text)
                return before

            def read(self):
                if not select.select([self.descriptor], [], [], 60)[0]:
                    os.kill(self.pid, signal.SIGKILL)
                    sys.exit(f'nothing more comes after {self.unread!r}')
                try: return os.read(self.descriptor, 65536).decode(errors='replace')
                except OSError: return ''  # what Linux says when the program has ended

            def end(self):
                while part := self.read(): self.unread += part
                return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), self.unread

        @contextlib.contextmanager
        def server(socket, *options):
            words = ['redis-server', '--port', '0', '--unixsocket', socket, '--save', '', *options]
            process = subprocess.Popen(words, stdout=subprocess.PIPE)
            try:
                while b'eady to accept' not in process.stdout.readline(): assert process.poll() is None
                yield process
            finally:
                process.kill()
                process.wait()

        def run(*words):
            return subprocess.run(words, capture_output=True, text=True, check=True).stdout


        """
}
