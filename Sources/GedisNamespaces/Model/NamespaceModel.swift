import GedisKit

/// What gedis knows of a source file once the compiler has read it: enough to write its glue and its help.
struct NamespaceModel: Sendable, Hashable, Codable {
    /// The source file's name, such as `calc.swift`.
    var file: String
    /// The main type's name, such as `Calc`.
    var type: String
    /// Where the main type's name stands.
    var place: SourcePlace
    /// The first paragraph of the type's documentation.
    var summary: String
    /// How the glue comes to an instance; nil where all is static.
    var instance: InstanceModel?
    /// What the type has besides commands.
    var life: LifeModel
    /// Modules besides GedisKit whose types the methods' signatures name.
    var modules: [String]
    /// The main type's members, whose names the glue has to keep clear of.
    var members: Set<String>
    /// The commands, in the order of the source.
    var methods: [MethodModel]
    /// The types that the commands' schemas refer to.
    var types: [TypeDescription]
    /// The names of those that the shared module declares, to which the glue cannot add.
    var sharedTypes: Set<String>
    /// Those of the others that glue reads and writes itself.
    var plainTypes: [PlainTypeModel]
}

/// A method that becomes a command.
struct MethodModel: Sendable, Hashable, Codable {
    /// The name without backticks.
    var name: String
    /// The declaration in one line.
    var declaration: String
    /// Where the method's name stands.
    var place: SourcePlace
    /// Whether the type has it, not an instance.
    var isStatic: Bool
    /// What goes before another declaration of the same isolation: `nonisolated `, `@MainActor ` or nothing.
    var isolation: String
    /// Whether it is declared `async`.
    var isAsync: Bool
    /// Whether it is isolated to an actor.
    var isIsolated: Bool
    /// Whether answering a call of it may suspend: it is `async` or isolated to an actor, or what is asked before it is.
    var mustAwait: Bool
    /// Whether it is declared `throws`.
    var isThrowing: Bool
    /// All parameters, those that are handed in included.
    var parameters: [ParameterModel]
    /// What it returns.
    var result: ResultModel
    /// Its documentation.
    var documentation: Documentation
    /// Why it should not be called any more, maybe empty; nil where it may be.
    var deprecation: String?
}

/// A method's return type.
struct ResultModel: Sendable, Hashable, Codable {
    /// The type.
    var type: TypeSpelling
    /// What its values look like.
    var schema: Schema
    /// Whether there is one.
    var isVoid: Bool
    /// Whether writing the reply can throw, as a type's own `encode(to:)` can.
    var writingThrows: Bool
}

/// A type in its two spellings.
struct TypeSpelling: Sendable, Hashable, Codable {
    /// As the source has it, for people.
    var text: String
    /// As the glue has it: qualified where another type could have the same name.
    var code: String
}
