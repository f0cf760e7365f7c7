import GedisKit

/// A parameter of a method that becomes a command.
struct ParameterModel: Sendable, Hashable, Codable {
    /// Where a parameter's value comes from.
    enum Role: Sendable, Hashable, Codable {
        /// The whole request.
        case request
        /// The namespace's name.
        case namespace
        /// The server's backend; nil is passed on where `isOptional`.
        case backend(isOptional: Bool)
        /// What publishes to the server's subscribers.
        case events
        /// What a command knows of its call.
        case context
        /// What takes lines for those who run the server.
        case log
        /// The namespace's settings; nil is passed on where there are none and `isOptional`.
        case settings(isOptional: Bool)
        /// What the instance handed on that this one replaces.
        case state
        /// One argument of the request.
        case argument(Argument)
        /// All arguments that are left; as an array where `isArray`, otherwise the parameter is variadic.
        case rest(isArray: Bool)
    }

    /// Whether a call may leave the argument out, and what stands in for it.
    struct Argument: Sendable, Hashable, Codable {
        /// Whether the parameter's type is optional.
        var isOptional: Bool
        /// The source of the parameter's default value, where it has one.
        var defaultValue: String?
        /// The source of its raw value, where the default is an enum's case.
        var rawDefault: String?

        /// Whether every call must give it.
        var isRequired: Bool { !isOptional && defaultValue == nil }
    }

    /// What a call writes before the value, where it writes something.
    var label: String?
    /// The name that the method itself uses.
    var name: String
    /// The parameter's type; of an optional or variadic one the type of one value.
    var type: TypeSpelling
    /// What values of that type look like.
    var schema: Schema
    /// Where its value comes from.
    var role: Role

    /// Whether a call must give it.
    var isRequired: Bool { if case .argument(let argument) = role { argument.isRequired } else { false } }

    /// Whether it is read from the request's arguments.
    var isDecoded: Bool {
        switch role {
        case .argument, .rest: true
        default: false
        }
    }
}

extension ParameterModel.Role {
    /// Whether the parameter's own type is optional, which its `type` is not.
    var isWrapped: Bool {
        switch self {
        case .settings(let isOptional): isOptional
        case .state: true
        default: false
        }
    }
}
