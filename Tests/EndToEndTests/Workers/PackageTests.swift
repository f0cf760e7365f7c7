import Foundation
import TestSupport
import Testing

/// Swift packages as namespaces: the one of `Examples/Packages`, which uses a package of others.
@Suite(.takesTurns, .timeLimit(.minutes(10))) struct PackageTests {
    @Test func aPackageIsServedAsOtherNamespacesAre() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let package = "\(scratch.folder)/numbers"
            try FileManager.default.copyItem(atPath: Self.example, toPath: package)
            try scratch.write(
                """
                import Glibc
                extension Numbers { func pid() -> Int { Int(getpid()) } }

                """, to: "numbers/Sources/Numbers/Numbers+Process.swift")
            let connection = try RawConnection(port: server.port)

            // What does not compile is said with its place in the author's file, and nothing is added.
            let source = "\(package)/Sources/Numbers/Numbers.swift"
            let text = try String(contentsOfFile: source, encoding: .utf8)
            try scratch.write(text.replacing("a * b", with: "a * c"), to: "numbers/Sources/Numbers/Numbers.swift")
            let broken = try await scratch.gedis("server", "add", "main", "numbers")
            #expect(broken.code == 5)
            #expect(
                broken.errors.contains("numbers/Sources/Numbers/Numbers.swift:12:61: error: cannot find 'c' in scope"),
                "\(broken.errors)")
            #expect(try connection.call("numbers.multiply", "2", "3").contains("unknown command"))

            try scratch.write(text, to: "numbers/Sources/Numbers/Numbers.swift")
            let added = try await scratch.done("server", "add", "main", "numbers")
            #expect(added.contains("added namespace numbers · pid multiply factorial isPrime"), "\(added)")
            #expect(
                try connection.call("numbers.multiply", "123456789012345678901", "10")
                    == "$22\r\n1234567890123456789010\r\n")
            #expect(
                try connection.call("numbers.multiply", "2", "x")
                    == "-ERR numbers.multiply: argument 2 'b' must be an integer of any size, got \"x\"\r\n")
            #expect(try connection.call("numbers.factorial", "20000") == "-LARGE more than 10000\r\n")
            let help = try await scratch.done("server", "commands", "main", "numbers.factorial")
            #expect(help.contains("The product of the numbers from 1 to another."))

            // It runs in a process of its own, and a change of it replaces that.
            let worker = try await scratch.worker("numbers", on: server.port)
            #expect(worker != server.pid)
            try scratch.write(
                text.replacing("10_000", with: "10"), to: "instances/server/main/numbers/Sources/Numbers/Numbers.swift")
            try await scratch.done("server", "reload", "main")
            #expect(try connection.call("numbers.factorial", "11") == "-LARGE more than 10\r\n")
            #expect(try connection.call("numbers.factorial", "10") == "$7\r\n3628800\r\n")

            try await scratch.done("server", "remove", "main", "numbers", "--force")
            #expect(try connection.call("numbers.multiply", "2", "3").contains("unknown command"))
            #expect(!FileManager.default.fileExists(atPath: "\(scratch.folder)/instances/server/main/numbers"))
        }
    }

    private static let example =
        URL(filePath: #filePath).appending(path: "../../../../Examples/Packages/numbers").standardized.path
}
