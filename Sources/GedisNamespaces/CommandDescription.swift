package import GedisKit

/// A command as people are shown it, known without loading its code.
package struct CommandDescription: DescribedCommand, Sendable, Hashable {
    /// The name in its namespace, such as `sum`.
    package var name: String
    /// One sentence that says what it does.
    package var summary: String
    /// The rest of its help; may be empty.
    package var discussion: String
    /// What it takes, without what the server hands in.
    package var parameters: [Parameter]
    /// The Swift type that it returns, or empty where its reply is `OK`.
    package var returns: String
    /// What its reply looks like as JSON; nil where it is `OK`.
    package var result: Schema?
    /// Why it should not be called any more, maybe empty; nil where it may be.
    package var deprecation: String?
    /// Whether it takes arguments beyond its parameters, because it reads the request itself.
    package var takesAnyArguments: Bool
    /// Whether it may suspend.
    package var isAsynchronous: Bool
    /// Its line in the source, from 1.
    package var line: Int
}

extension CommandDescription {
    init(_ method: MethodModel) {
        self.init(
            name: method.name, summary: method.documentation.summary, discussion: method.documentation.discussion,
            parameters: method.parameters.filter(\.isDecoded).map {
                Parameter(
                    name: $0.name, type: $0.type.text, schema: $0.schema,
                    help: method.documentation.parameters[$0.name] ?? "",
                    presence: $0.presence)
            },
            returns: method.result.isVoid ? "" : method.result.type.text,
            result: method.result.isVoid ? nil : method.result.schema, deprecation: method.deprecation,
            takesAnyArguments: method.parameters.contains { $0.role == .request },
            isAsynchronous: method.mustAwait, line: method.place.line)
    }
}

extension ParameterModel {
    /// Whether a call must give the parameter.
    var presence: Parameter.Presence {
        switch role {
        case .argument(let argument):
            switch argument.defaultValue {
            case let value? where value != "nil": .defaulted(expression: argument.rawDefault ?? value)
            case let value: argument.isOptional || value != nil ? .optional : .required
            }
        case .rest: .variadic
        default: .required
        }
    }
}
