import Foundation
import GedisConfig
import GedisHost
import GedisNamespaces
import TestSupport
import Testing

/// Adding namespaces to a server and taking them away: all of it happens, or nothing.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct NamespaceEditorTests {
    let scratch: HostScratch
    let workspace: Workspace

    init() throws {
        scratch = try HostScratch()
        try scratch.create(.server)
        workspace = try scratch.workspace()
    }

    private func editor(_ behaviour: ScriptedServer.Behaviour = .takes) -> NamespaceEditor {
        NamespaceEditor(of: "main", in: workspace, running: ScriptedServer(behaviour))
    }

    private func source(_ text: String, in file: String = "calc.swift") throws -> NamespaceSource {
        try scratch.write(text, to: file)
        return try NamespaceSource(path: scratch.path(file))
    }

    @Test func aNamespaceIsAddedToTheRepoAndToTheServer() async throws {
        let server = ScriptedServer(.takes)
        let added = try await NamespaceEditor(of: "main", in: workspace, running: server).add(source(Source.calc))
        #expect(added.commands == ["sum"])
        #expect(added.isLive && !added.isReplacement)
        #expect(server.reloads == 1)
        #expect(try scratch.read("instances/server/main/calc.swift") == Source.calc)
        #expect(scratch.exists("instances/server/main/generated/calc.swift"))
    }

    @Test func aServerThatDoesNotRunGetsTheNamespaceAtItsNextStart() async throws {
        #expect(try await !editor(.isAway).add(source(Source.calc)).isLive)
        #expect(scratch.exists("instances/server/main/calc.swift"))
    }

    @Test func whatTheServerRefusesIsNotInTheRepoEither() async throws {
        let before = try scratch.contents(of: "instances")
        let error = await #expect(throws: HostError.self) { _ = try await editor(.refuses).add(source(Source.calc)) }
        #expect(error?.code == .notReloaded)
        #expect(try scratch.contents(of: "instances") == before)
    }

    @Test func aReplacementThatTheServerRefusesLeavesTheOldFilesToTheByte() async throws {
        try scratch.write(Source.calc, to: "instances/server/main/Calc.swift", mode: 0o640)
        try scratch.write("// not what gedis writes", to: "instances/server/main/generated/calc.swift")
        let before = try scratch.contents(of: "instances")
        await #expect(throws: HostError.self) {
            _ = try await editor(.refuses).add(source(Source.other), isForced: true)
        }
        #expect(try scratch.contents(of: "instances") == before)
        #expect(scratch.mode("instances/server/main/Calc.swift") == 0o640)
    }

    @Test func aSourceThatDoesNotCompileChangesNothingAndTheServerIsNotAsked() async throws {
        let server = ScriptedServer(.takes)
        let before = try scratch.contents(of: "instances")
        await #expect(throws: NamespaceError.self) {
            _ = try await NamespaceEditor(of: "main", in: workspace, running: server).add(source(Source.broken))
        }
        #expect(try scratch.contents(of: "instances") == before)
        #expect(server.reloads == 0)
    }

    @Test func aNamespaceWhoseRemovalTheServerRefusesIsThereAsBefore() async throws {
        try scratch.write(Source.calc, to: "instances/server/main/Calc.swift")
        try scratch.write("// glue", to: "instances/server/main/generated/calc.swift")
        let before = try scratch.contents(of: "instances")
        let error = await #expect(throws: HostError.self) {
            _ = try await editor(.refuses).remove("calc", isForced: true)
        }
        #expect(error?.code == .notReloaded)
        #expect(try scratch.contents(of: "instances") == before)
    }

    @Test func aSourceThatGitDoesNotHaveIsNotDeletedUnlessItIsAskedFor() async throws {
        _ = try await editor().add(source(Source.calc))
        func refusal() async -> String {
            let server = ScriptedServer(.takes)
            let editor = NamespaceEditor(of: "main", in: workspace, running: server)
            let error = await #expect(throws: HostError.self) { _ = try await editor.remove("calc") }
            #expect(error?.code == .unsavedSource)
            #expect(server.reloads == 0)
            #expect(scratch.exists("instances/server/main/calc.swift"))
            return error?.description ?? ""
        }
        #expect(await refusal().contains("it is in no git repository"))
        try await scratch.run("git", "init", "-q", "instances")
        #expect(await refusal().contains("git does not track it"))
        try await scratch.commit()
        try scratch.write(Source.other, to: "instances/server/main/calc.swift")
        #expect(await refusal().contains("it has changes that git does not have"))
        try await scratch.run("git", "-C", "instances", "update-index", "--assume-unchanged", "server/main/calc.swift")
        #expect(await refusal().contains("it has changes that git does not have"))
        #expect(try await editor().remove("calc", isForced: true))
        #expect(!scratch.exists("instances/server/main/calc.swift"))
    }

    @Test func aSourceThatGitHasIsDeleted() async throws {
        _ = try await editor().add(source(Source.calc))
        try await scratch.commit()
        #expect(try await editor().remove("Calc"))
        #expect(!scratch.exists("instances/server/main/calc.swift"))
        #expect(!scratch.exists("instances/server/main/generated/calc.swift"))
    }

    @Test func anAuthorGoesOnWithTheFileThatWasAdded() async throws {
        _ = try await editor().add(source(Source.calc))
        #expect(try await editor().add(source(Source.other)).isReplacement)
        #expect(try scratch.read("instances/server/main/calc.swift") == Source.other)
    }

    @Test func aSourceThatItsAuthorStillHasMayBeReplacedByAnotherFile() async throws {
        _ = try await editor().add(source(Source.calc))
        #expect(try await editor().add(source(Source.other, in: "work/calc.swift")).isReplacement)
    }

    @Test func aSourceThatIsNowhereElseIsNotReplacedUnlessItIsAskedFor() async throws {
        _ = try await editor().add(source(Source.calc))
        try FileManager.default.removeItem(atPath: scratch.path("calc.swift"))
        func refused() async throws {
            let before = try scratch.contents(of: "instances")
            let error = await #expect(throws: HostError.self) {
                _ = try await editor().add(source(Source.other, in: "work/calc.swift"))
            }
            #expect(error?.code == .unsavedSource)
            #expect(try scratch.contents(of: "instances") == before)
        }
        try await refused()
        // What was edited in the repo is not what was added.
        try scratch.write(Source.calc, to: "calc.swift")
        try scratch.write(Source.calc + "// edited\n", to: "instances/server/main/calc.swift")
        try await refused()
        let again = try NamespaceSource(path: scratch.path("calc.swift"))
        await #expect(throws: HostError.self) { _ = try await editor().add(again) }
        #expect(try await editor().add(again, isForced: true).isReplacement)
    }

    @Test func aFolderIsAddedAndRemovedByTheSameRules() async throws {
        func folder(_ text: String, in name: String) throws -> NamespaceSource {
            try scratch.write(text, to: "\(name)/calc.swift")
            try scratch.write("let two = 2\n", to: "\(name)/parts/two.swift")
            return try NamespaceSource(path: scratch.path(name), name: "calc")
        }
        _ = try await editor().add(folder(Source.calc, in: "Calc"))
        #expect(try scratch.read("instances/server/main/calc/calc.swift") == Source.calc)
        #expect(try scratch.read("instances/server/main/calc/parts/two.swift") == "let two = 2\n")
        let before = try scratch.contents(of: "instances")

        // Its author goes on with the folder, and the server refuses what comes of it.
        await #expect(throws: HostError.self) {
            _ = try await editor(.refuses).add(folder(Source.other, in: "Calc"))
        }
        #expect(try scratch.contents(of: "instances") == before)
        #expect(try await editor().add(folder(Source.other, in: "Calc")).isReplacement)

        // One that nobody else has is not lost.
        try FileManager.default.removeItem(atPath: scratch.path("Calc"))
        let error = await #expect(throws: HostError.self) {
            _ = try await editor().add(folder(Source.calc, in: "work"))
        }
        #expect(error?.code == .unsavedSource)
        #expect(error?.description.contains("server/main/calc/calc.swift would be lost") == true)
        await #expect(throws: HostError.self) { _ = try await editor().remove("calc") }
        try await scratch.commit()
        #expect(try await editor().remove("calc"))
        #expect(!scratch.exists("instances/server/main/calc"))
    }

    @Test func changesOfOneServerFollowEachOther() async throws {
        let source = try source(Source.calc)
        try await withThrowingTaskGroup { group in
            for index in 0..<8 {
                let editor = editor(index.isMultiple(of: 2) ? .takes : .refuses)
                group.addTask { _ = try? await editor.add(source) }
            }
            try await group.waitForAll()
        }
        // Whoever was refused has put back what the one before left.
        #expect(try scratch.read("instances/server/main/calc.swift") == Source.calc)
    }
}
