import GedisClient
import Testing

@testable import GedisShell

@Suite struct ShellHelpTests {
    let help = ShellHelp(
        catalog: CommandCatalog(
            [
                CommandHelp(
                    name: "calc.sum", summary: "Adds.", group: "calc",
                    arguments: [CommandArgument(name: "a", type: "integer")]),
                CommandHelp(name: "calc.mean", group: "calc"),
                CommandHelp(name: "client", summary: "A container.", group: "connection", since: "2.4.0"),
                CommandHelp(name: "client list", summary: "Lists.", group: "connection"),
            ] + Shell.ownCommands))

    @Test func withoutATopicItSaysWhatThereIs() throws {
        #expect(try #require(help.text(on: "")).contains("lists commands: calc, connection, shell"))
    }

    @Test func aCommandWithWhatLiesBelowIt() {
        #expect(help.text(on: "CALC.SUM") == "calc.sum a\n  Adds.\n  group calc")
        #expect(
            help.text(on: "client")
                == "client\n  A container.\n  group connection · since 2.4.0\n\nclient list  Lists.")
    }

    @Test func aGroupWithOrWithoutItsSign() {
        let expected = "calc.mean\ncalc.sum a  Adds."
        #expect(help.text(on: "calc") == expected)
        #expect(help.text(on: "@Calc") == expected)
    }

    @Test func thereIsNoneOnWhatIsNotThere() {
        #expect(help.text(on: "nothing") == nil)
    }
}
