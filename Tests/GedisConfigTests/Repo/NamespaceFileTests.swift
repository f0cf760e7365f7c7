import Foundation
import GedisConfig
import TestSupport
import Testing

@Suite struct NamespaceFileTests {
    let scratch: ScratchRepo

    init() throws {
        scratch = try ScratchRepo()
        try scratch.repo.create(.server, "main")
    }

    @Test func areListedByName() throws {
        try scratch.write("", to: "server/main/Tools.swift")
        try scratch.write("", to: "server/main/calc_2.swift")
        try scratch.write("", to: "server/main/README.md")
        try scratch.write("", to: "server/main/.draft.swift")
        try scratch.write("", to: "server/main/generated/other.swift")
        let found = try scratch.repo.namespaces(of: "main")
        #expect(found.map(\.name) == ["calc_2", "tools"])
        #expect(found[1].source == scratch.repo.path + "/server/main/Tools.swift")
        #expect(found[1].glue == scratch.repo.path + "/server/main/generated/tools.swift")
        #expect(try scratch.repo.namespace("TOOLS", of: "main") == found[1])
        let error = #expect(throws: ConfigError.self) { try scratch.repo.namespace("tool", of: "main") }
        #expect(error?.description == "server main has no namespace 'tool'; did you mean tools?")
    }

    @Test(arguments: ["2calc.swift", "my-calc.swift", "_x.swift", "ä.swift", "a b.swift"])
    func whatNamesNoNamespaceIsRefused(_ file: String) throws {
        try scratch.write("", to: "server/main/\(file)")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.namespaces(of: "main") }
        #expect(error?.description.hasPrefix("server/main/\(file): '\(file)' names no namespace") == true)
        #expect(throws: ConfigError.self) { try ConfigRepo.namespaceName(ofFile: file) }
    }

    @Test func twoOfOneNameAreRefused() throws {
        try scratch.write("", to: "server/main/Calc.swift")
        try scratch.write("", to: "server/main/calc.swift")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.namespaces(of: "main") }
        #expect(error?.problems.map(\.file) == ["server/main/calc.swift"])
    }

    @Test func aFolderOfSwiftFilesIsANamespace() throws {
        try scratch.write("", to: "server/main/Orders/Orders.swift")
        try scratch.write("", to: "server/main/Orders/models/order.swift")
        try scratch.write("", to: "server/main/data/file.txt")
        try scratch.write("", to: "server/main/calc.swift")
        let found = try scratch.repo.namespaces(of: "main")
        #expect(found.map(\.name) == ["calc", "orders"])
        #expect(found.map(\.isFolder) == [false, true])
        #expect(found[1].source == scratch.repo.path + "/server/main/Orders")
        #expect(found[1].shared == nil)
        try scratch.write("", to: "server/main/shared/money.swift")
        #expect(
            try scratch.repo.namespaces(of: "main").map(\.shared).first == scratch.repo.path + "/server/main/shared")
        try scratch.write("", to: "server/main/orders.swift")
        #expect(throws: ConfigError.self) { try scratch.repo.namespaces(of: "main") }
    }

    @Test func foldersAreAddedReplacedAndRemoved() throws {
        let text = NamespaceText.folder(["orders.swift": "one", "models/order.swift": "two"])
        let files = try scratch.repo.addNamespace("orders", to: "main", source: text, glue: "glue")
        #expect(try scratch.repo.namespaces(of: "main") == [files])
        #expect(try scratch.read("server/main/orders/models/order.swift") == "two")
        try scratch.write("kept", to: "server/main/orders/README.md")
        let newer = NamespaceText.folder(["orders.swift": "three"])
        try scratch.repo.addNamespace("orders", to: "main", source: newer, glue: "glue", replacing: true)
        #expect(
            scratch.files().filter { $0.hasPrefix("server/main/") } == [
                "server/main/generated/orders.swift", "server/main/orders/README.md", "server/main/orders/orders.swift",
            ])
        // A file takes the place of a folder, and the other way round.
        try scratch.repo.addNamespace("orders", to: "main", source: "file", glue: "glue", replacing: true)
        #expect(try scratch.repo.namespaces(of: "main").map(\.isFolder) == [false])
        try scratch.repo.addNamespace("orders", to: "main", source: text, glue: "glue", replacing: true)
        #expect(try scratch.repo.namespaces(of: "main").map(\.isFolder) == [true])
        try scratch.repo.removeNamespace("orders", from: "main")
        #expect(scratch.files() == ["server/main.yaml", "server/main/orders/README.md"])
        let error = #expect(throws: ConfigError.self) {
            try scratch.repo.addNamespace("shared", to: "main", source: text, glue: "glue")
        }
        #expect(error?.code == .invalid)
    }

    @Test func areAddedReplacedAndRemoved() throws {
        let files = try scratch.repo.addNamespace("calc", to: "main", source: "one", glue: "glue")
        #expect(try scratch.repo.namespaces(of: "main") == [files])
        let error = #expect(throws: ConfigError.self) {
            try scratch.repo.addNamespace("calc", to: "main", source: "two", glue: "glue")
        }
        #expect(error?.code == .exists)
        #expect(try scratch.read("server/main/calc.swift") == "one")
        try scratch.repo.addNamespace("calc", to: "main", source: "two", glue: "new", replacing: true)
        #expect(try scratch.read("server/main/calc.swift") == "two")
        #expect(try scratch.read("server/main/generated/calc.swift") == "new")
        try scratch.repo.writeGlue("newer", of: files)
        #expect(try scratch.read("server/main/generated/calc.swift") == "newer")
        try scratch.repo.removeNamespace("calc", from: "main")
        #expect(scratch.files() == ["server/main.yaml"])
        #expect(throws: ConfigError.self) { try scratch.repo.removeNamespace("calc", from: "main") }
    }

    @Test func theFileThatIsThereIsReplacedWhateverItsCase() throws {
        try scratch.write("one", to: "server/main/Calc.swift")
        try scratch.repo.addNamespace("calc", to: "main", source: "two", glue: "", replacing: true)
        #expect(scratch.files() == ["server/main.yaml", "server/main/Calc.swift", "server/main/generated/calc.swift"])
        #expect(try scratch.read("server/main/Calc.swift") == "two")
    }

    @Test func needTheirServer() {
        let error = #expect(throws: ConfigError.self) {
            try scratch.repo.addNamespace("calc", to: "man", source: "", glue: "")
        }
        #expect(error?.description == "no server 'man'; did you mean main?")
    }

    @Test func aSourceOfAnotherLanguageReplacesTheOneBefore() throws {
        let first = try scratch.repo.addNamespace("calc", to: "main", source: "one", glue: "glue")
        let second = try scratch.repo.addNamespace(
            "calc", to: "main", source: "two", glue: nil, ending: ".py", replacing: true)
        #expect(second.source == scratch.repo.path + "/server/main/calc.py")
        #expect(try scratch.repo.namespaces(of: "main").map(\.source) == [second.source])
        #expect(!FileManager.default.fileExists(atPath: first.source))
        #expect(!FileManager.default.fileExists(atPath: first.glue))
        try scratch.write("", to: "server/main/Calc.swift")
        #expect(throws: ConfigError.self) { try scratch.repo.namespaces(of: "main") }
    }
}
