import Foundation

/// The built tool, and the programs that it is tested with.
enum Tool {
    /// `GEDIS_TEST_TOOL`, or the gedis that was built into the folder of the tests.
    static let path = ProcessInfo.processInfo.environment["GEDIS_TEST_TOOL"] ?? built("gedis")

    /// A program that was built into the folder of the tests.
    static func built(_ name: String) -> String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
    }

    /// A Python that has redis-py: `GEDIS_TEST_PYTHON`, or the one on the path.
    static let python = ProcessInfo.processInfo.environment["GEDIS_TEST_PYTHON"] ?? "python3"
}
