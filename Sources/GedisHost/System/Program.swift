import FoundationEssentials
import Glibc

/// The program that this process runs.
enum Program {
    /// Its path, under which `ps` shows it; where the file was replaced meanwhile, the link that still leads to it.
    static var path: String {
        let link = "/proc/self/exe"
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
        return access(target, X_OK) == 0 ? target : link
    }

    /// Starts the program in another process.
    ///
    /// - Parameters:
    ///   - program: another program's path; nil for this one
    ///   - words: the words behind its name
    ///   - prepare: says what posix_spawn(3) does before that
    /// - Returns: the process' number.
    /// - Throws: `HostError` when the system has no processes left.
    static func start(
        _ program: String? = nil, words: [String],
        prepare: (inout posix_spawn_file_actions_t, inout posix_spawnattr_t) -> Void
    ) throws(HostError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        prepare(&actions, &attributes)
        let executable = program ?? path
        let arguments = ([executable] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let result = posix_spawn(&child, executable, &actions, &attributes, arguments, environ)
        guard result == 0 else {
            throw .system(.system, "cannot start \(program ?? "another process")", result)
        }
        return child
    }

    /// Becomes another program, or this one anew, with the same number and the descriptors that are to stay.
    ///
    /// - Returns: the reason why not, as errno(3) has it.
    static func become(_ program: String, words: [String]) -> Int32 {
        let arguments = ([program] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        execv(program, arguments)
        return errno
    }
}
