import Glibc
import SystemPackage

/// The words at the end of the command line that are sent on as they are.
enum PassedWords {
    /// The words as they were given, byte for byte: they are the last of the process' arguments, and text only by chance.
    static func bytes(of words: [String]) -> [[UInt8]] {
        let first = Int(CommandLine.argc) - words.count
        return words.enumerated().map { index, word in
            guard first > 0, let argument = CommandLine.unsafeArgv[first + index], String(cString: argument) == word
            else { return Array(word.utf8) }
            return Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
        }
    }

    /// What standard input holds.
    static func input() throws -> [UInt8] {
        var input: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
        defer { buffer.deallocate() }
        while case let count = try FileDescriptor.standardInput.read(into: buffer), count > 0 {
            input += buffer[..<count]
        }
        return input
    }
}
