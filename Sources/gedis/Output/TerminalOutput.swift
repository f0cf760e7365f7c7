import GedisShell
import Glibc

/// The terminal, or what stands for it, as a shell prints on it.
struct TerminalOutput: ShellOutput {
    var isInteractive: Bool { Terminal.isInteractive }
    var hasColouredReplies: Bool { Terminal.hasColour(STDOUT_FILENO) }
    var hasColouredDrawing: Bool { Terminal.hasColour(STDERR_FILENO) }

    func reply(_ bytes: [UInt8]) { Terminal.say(bytes: bytes) }
    func note(_ text: String) { Terminal.note(text) }
    func complain(_ text: String) { Terminal.complain(text) }
    func complain(of error: any Error) { Terminal.complain(Failure(explaining: error).message) }
    func draw(_ text: String) { Terminal.draw(text) }
}
