import GedisSettings
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "0", "main", "Main-2_x", String(repeating: "a", count: 64)])
    func namesAreValid(_ name: String) {
        #expect(InstanceName.isValid(name))
        #expect(InstanceName.mistake(in: name, of: "server") == nil && UserName.mistake(in: name) == nil)
    }

    @Test(arguments: ["", "-a", "_a", "a.b", "../x", "a/b", "ä", "a b", String(repeating: "a", count: 65)])
    func namesAreRefused(_ name: String) {
        #expect(InstanceName.mistake(in: name, of: "server")?.contains("is no name for a server: ") == true)
        #expect(UserName.mistake(in: name)?.contains("is no name for a user: ") == true)
    }

    @Test func theDefaultUserIsNotDefined() {
        #expect(UserName.mistake(in: "default")?.contains("the server's own password") == true)
    }

    @Test(arguments: [("Calc.swift", "calc"), ("/a/b/calc_2.swift", "calc_2"), ("calc", "calc")])
    func aFileNamesItsNamespace(_ file: String, _ name: String) {
        #expect(NamespaceName.ofFile(file) == name)
        #expect(NamespaceName.isValid(name))
    }

    @Test(arguments: ["", "2calc", "my-calc", "_x", "ä", "a b", "Calc", "a.b", String(repeating: "a", count: 65)])
    func namesOfNamespacesAreRefused(_ name: String) {
        #expect(!NamespaceName.isValid(name))
        #expect(NamespaceName.rule(for: name).contains("1 to 64 letters"))
    }

    @Test(arguments: NamespaceName.reserved.sorted())
    func noNamespaceIsCalledLikeAGroupOfTheServersOwnCommands(_ name: String) {
        #expect(!NamespaceName.isValid(name))
        #expect(NamespaceName.ofFile("\(name.prefix(1).uppercased())\(name.dropFirst()).swift") == name)
        #expect(NamespaceName.rule(for: name).contains("'@\(name)' stands for commands of the server's own"))
        #expect(NamespaceName.isValid(name + "s"))
    }

    @Test(arguments: ["localhost", "LocalHost", "127.0.0.1", "127.1", "127.255.0.9", "::1"])
    func thisMachineIsLoopback(_ host: String) {
        #expect(HostName.isLoopback(host))
    }

    @Test(arguments: [
        "", "0.0.0.0", "::", "10.0.0.1", "127.example.org", "127.0.0.1.example.org", "128.0.0.1",
        "localhost.example.org",
        "::2", "1270.0.0.1",
    ])
    func otherMachinesReachTheRest(_ host: String) {
        #expect(!HostName.isLoopback(host))
    }
}
