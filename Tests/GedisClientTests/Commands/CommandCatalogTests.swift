import GedisClient
import Testing

@Suite struct CommandCatalogTests {
    let catalog = CommandCatalog([
        CommandHelp(
            name: "calc.sum", summary: "Adds two numbers.", group: "calc",
            arguments: [
                CommandArgument(name: "a", type: "integer"),
                CommandArgument(name: "b", type: "integer", isOptional: true),
            ]),
        CommandHelp(
            name: "calc.mean", group: "calc",
            arguments: [CommandArgument(name: "value", type: "double", isOptional: true, isMultiple: true)]),
        CommandHelp(name: "calendar.today", group: "calendar"),
        CommandHelp(name: "client", summary: "A container.", group: "connection"),
        CommandHelp(name: "client list", group: "connection"),
        CommandHelp(
            name: "client kill", group: "connection",
            arguments: [CommandArgument(name: "address", type: "string")]),
        CommandHelp(name: "ping", group: "connection"),
    ])

    @Test(
        arguments: [
            ("calc.sum", " a [b] — Adds two numbers."), ("calc.sum ", "a [b] — Adds two numbers."),
            ("CALC.SUM 1", " [b] — Adds two numbers."), ("calc.sum 1 ", "[b] — Adds two numbers."),
            ("calc.sum 1 2", " — Adds two numbers."), ("calc.sum 1 2 3", " — Adds two numbers."),
            ("calc.mean", " [value …]"), ("calc.mean 1 2 ", "[value …]"), ("client", " — A container."),
            ("client kill ", "address"), ("client kill x", ""), ("  ping", ""),
        ])
    func aHintTellsTheArgumentsThatAreMissingAndWhatTheCommandDoes(_ line: String, _ expected: String) {
        #expect(catalog.hint(after: line) == expected)
    }

    @Test(
        arguments: ["", " ", "calc", "calc.su", "nothing x", #"calc.sum "1"#])
    func thereIsNoHintOnWhatIsNotKnown(_ line: String) {
        #expect(catalog.hint(after: line) == "")
    }

    @Test(
        arguments: [
            ("", ["calc.", "calendar.", "client", "ping"]), ("cal", ["calc.", "calendar."]), ("calc", ["calc."]),
            ("calc.", ["calc.mean", "calc.sum"]), ("calc.s", ["calc.sum"]), ("CALC.S", ["CALC.SUM"]),
            ("Calc.s", ["calc.sum"]), ("client", ["client"]), ("client ", ["client kill", "client list"]),
            ("client k", ["client kill"]), ("x", []),
        ] as [(String, [String])])
    func aNameIsCompletedPartByPart(_ beginning: String, _ expected: [String]) {
        #expect(catalog.completions(of: beginning) == expected)
    }

    @Test func commandsAreFoundByNameAndGroupsListed() {
        #expect(catalog["Calc.Sum"]?.usage == "calc.sum a [b]")
        #expect(catalog["calc"] == nil)
        #expect(catalog.groups == ["calc", "calendar", "connection"])
    }
}
