import GedisSettings
import Testing

@testable import GedisCore

@Suite struct CommandGroupTests {
    @Test func noNamespaceCanHaveTheNameOfABuiltInGroup() {
        let tables = CommandTables(Commands(clients: [.demo]), counters: Counters())
        let entries = (tables.clients.entries + tables.operators.entries).flatMap { [$0] + $0.subcommands }
        let groups = Set(entries.filter { !$0.isInNamespace }.map(\.group))
        #expect(groups.contains("server") && groups.isSubset(of: NamespaceName.reserved))
    }
}
