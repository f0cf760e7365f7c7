import Foundation

/// A program that a test needs.
struct Tool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program of the search path and returns what it wrote to its standard output.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name) \(arguments) ended with \(process.terminationStatus)")
        }
        return Array(bytes)
    }
}
