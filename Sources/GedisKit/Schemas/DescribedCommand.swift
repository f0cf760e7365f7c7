/// A command as people and programs are shown it, whether its code is loaded or not.
package protocol DescribedCommand: Sendable {
    /// The name in its namespace, such as `sum`.
    var name: String { get }
    /// One sentence that says what it does.
    var summary: String { get }
    /// The rest of the help; may be empty.
    var discussion: String { get }
    /// What it takes, in order.
    var parameters: [Parameter] { get }
    /// What it replies, for people; empty where the reply is `OK`.
    var returns: String { get }
    /// What its reply looks like; nil where it is `OK`.
    var result: Schema? { get }
    /// Why it should not be called any more, maybe empty; nil where it may be.
    var deprecation: String? { get }
    /// Whether it takes arguments beyond its parameters, because it reads the request itself.
    var takesAnyArguments: Bool { get }
}

extension Command: DescribedCommand {}

extension DescribedCommand {
    /// What it says should be called instead; nil where it says nothing of it.
    package var replacement: String? {
        guard let deprecation, let match = deprecation.firstMatch(of: /\b[Uu]se `?([^;,`\s(]+)/) else { return nil }
        return String(match.1)
    }

    /// The command as JSON describes it.
    ///
    /// - Parameters:
    ///   - fullName: its name with its namespace's
    ///   - types: the types of its namespace
    ///   - argumentBytes: what an argument is that is nothing but bytes
    /// - Returns: an object with its name, help, parameters, result and deprecation.
    package func value(
        named fullName: String, types: TypeCatalog, argumentBytes: Value = TypeCatalog.plainBytes
    ) -> Value {
        var entries = [
            Value.Entry("name", .string(fullName)), Value.Entry("summary", .string(summary)),
            Value.Entry("discussion", .string(discussion)),
            Value.Entry("parameters", .array(parameters.map { $0.value(types, bytes: argumentBytes) })),
            Value.Entry("returns", .string(returns)),
        ]
        if let result { entries.append(Value.Entry("result", types.reply(result))) }
        if let deprecation { entries.append(Value.Entry("deprecated", .string(deprecation))) }
        return .map(entries)
    }
}

extension Parameter {
    /// The parameter as JSON describes it.
    ///
    /// - Parameters:
    ///   - types: the types of its namespace
    ///   - bytes: what it is where it is nothing but bytes
    /// - Returns: an object with its name, type, schema, help and default.
    package func value(_ types: TypeCatalog, bytes: Value = TypeCatalog.plainBytes) -> Value {
        var entries = [
            Value.Entry("name", .string(name)), Value.Entry("type", .string(type)),
            Value.Entry("schema", types.argument(schema, bytes: bytes)), Value.Entry("help", .string(help)),
            Value.Entry("required", .boolean(isRequired)), Value.Entry("variadic", .boolean(isVariadic)),
        ]
        if let shownDefault { entries.append(Value.Entry("default", .string(shownDefault))) }
        return .map(entries)
    }
}
