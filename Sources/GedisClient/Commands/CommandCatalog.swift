/// The commands of a server, for whoever types one: hints, completions, help.
package struct CommandCatalog: Sendable {
    /// The commands in order of their names.
    package let commands: [CommandHelp]
    private let places: [String: Int]

    /// A catalog of commands.
    package init(_ commands: [CommandHelp] = []) {
        self.commands = commands.sorted { $0.name < $1.name }
        places = Dictionary(self.commands.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The groups that the commands belong to, in order.
    package var groups: [String] { Set(commands.map(\.group)).subtracting([""]).sorted() }

    /// The command of a name, in whatever case.
    package subscript(name: String) -> CommandHelp? { places[name.lowercased()].map { commands[$0] } }

    /// The command that a line calls, the longest name first, and how many words of the line are its arguments.
    package func command(calledBy line: RequestLine) -> (command: CommandHelp, arguments: Int)? {
        for length in [2, 1] where line.words.count >= length {
            let name = (0..<length).compactMap(line.name(at:)).joined(separator: " ")
            if let command = self[name] { return (command, line.words.count - length) }
        }
        return nil
    }

    /// What is shown behind a line that is being typed: the arguments that it lacks, and what the command does.
    ///
    /// - Parameter line: the line up to its end, where the cursor stands
    /// - Returns: the text, with a space before it where the line has none; empty where nothing is known.
    package func hint(after line: String) -> String {
        guard let request = RequestLine(Array(line.utf8)), let called = command(calledBy: request) else { return "" }
        let endsInSpace = line.last?.isWhitespace ?? false
        let missing = called.command.arguments(after: called.arguments).map(\.usage)
        let help = (called.command.deprecation == nil ? "" : "deprecated: ") + called.command.summary
        let summary = help.isEmpty ? [] : ["— \(help)"]
        let hint = (missing + summary).joined(separator: " ")
        return hint.isEmpty || endsInSpace ? hint : " " + hint
    }

    /// What the beginning of a command's name can become.
    ///
    /// - Parameter beginning: the name as far as it is typed
    /// - Returns: in order, and in upper case where the beginning is, what there is up to the end of the part that is
    ///   being typed: namespaces (`calc.`) come before their commands, containers (`client`) before their subcommands.
    package func completions(of beginning: String) -> [String] {
        let typed = beginning.lowercased()
        var seen: Set<String> = []
        let names = commands.map(\.name).filter { $0.hasPrefix(typed) }.map { name in
            guard let end = name.dropFirst(typed.count).firstIndex(where: { $0 == "." || $0 == " " }) else {
                return name
            }
            return String(name[end] == "." ? name[...end] : name[..<end])
        }.filter { seen.insert($0).inserted }
        let isUpper = beginning.contains(where: \.isUppercase) && !beginning.contains(where: \.isLowercase)
        return isUpper ? names.map { $0.uppercased() } : names
    }

    /// What the last word of a line can become, where it is an argument of which only some words can stand: the line with
    /// each of them.
    package func completions(ofArgumentIn line: String) -> [String] {
        guard let space = line.lastIndex(of: " ") else { return [] }
        let head = line[...space]
        let tail = line[line.index(after: space)...].lowercased()
        guard let request = RequestLine(Array(head.utf8)), let called = command(calledBy: request),
            let argument = called.command.arguments(after: called.arguments).first
        else { return [] }
        return argument.choices.filter { $0.lowercased().hasPrefix(tail) && !$0.contains(" ") }.map { head + $0 }
    }
}
