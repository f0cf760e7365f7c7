import Foundation
import Glibc

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
    static func input() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }
}
