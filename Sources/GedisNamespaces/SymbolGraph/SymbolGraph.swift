/// A symbol graph as the compiler writes it: what gedis reads of it.
struct SymbolGraph: Decodable {
    var symbols: [Symbol]
    let relationships: [Relationship]

    /// What one declaration is to another.
    struct Relationship: Decodable {
        let kind: Kind
        let source: String
        let target: String
        /// Where the source comes from, if it was not written where it is.
        let sourceOrigin: Origin?

        struct Origin: Decodable {
            let identifier: String
        }

        struct Kind: RawRepresentable, Equatable, Decodable {
            static let conformsTo = Kind(rawValue: "conformsTo")
            static let memberOf = Kind(rawValue: "memberOf")

            let rawValue: String
        }
    }

    /// A declaration.
    struct Symbol: Decodable {
        let identifier: Identifier
        let kind: Kind
        let names: Names
        let pathComponents: [String]
        let docComment: Comment?
        let functionSignature: FunctionSignature?
        let declarationFragments: [Fragment]?
        let swiftGenerics: Generics?
        let availability: [Availability]?
        var location: Location?

        struct Identifier: Decodable {
            let precise: String
        }

        struct Names: Decodable {
            let title: String
        }

        struct Comment: Decodable {
            let lines: [Line]

            struct Line: Decodable {
                let text: String
            }
        }

        struct Generics: Decodable {
            let parameters: [Parameter]?

            struct Parameter: Decodable {}
        }

        struct Availability: Decodable {
            let deprecated: Version?
            let isUnconditionallyDeprecated: Bool?
            let message: String?
            let renamed: String?

            struct Version: Decodable {}
        }

        /// Where the name stands, counted from 0.
        struct Location: Decodable {
            var uri: String
            let position: Position

            struct Position: Decodable {
                let line: Int
                let character: Int
            }
        }
    }
}

extension SymbolGraph.Symbol {
    /// What a symbol declares.
    struct Kind: Decodable {
        let identifier: Identifier

        struct Identifier: RawRepresentable, Equatable, Decodable {
            static let `case` = Identifier(rawValue: "swift.enum.case")
            static let `class` = Identifier(rawValue: "swift.class")
            static let `enum` = Identifier(rawValue: "swift.enum")
            static let `init` = Identifier(rawValue: "swift.init")
            static let method = Identifier(rawValue: "swift.method")
            static let property = Identifier(rawValue: "swift.property")
            static let `struct` = Identifier(rawValue: "swift.struct")
            static let `typealias` = Identifier(rawValue: "swift.typealias")
            static let typeMethod = Identifier(rawValue: "swift.type.method")
            static let typeProperty = Identifier(rawValue: "swift.type.property")

            let rawValue: String
        }
    }

    /// A piece of a declaration.
    struct Fragment: Decodable {
        let kind: Kind
        var spelling: String
        /// The compiler's name for what the piece names.
        let preciseIdentifier: String?

        struct Kind: RawRepresentable, Equatable, Decodable {
            static let attribute = Kind(rawValue: "attribute")
            static let externalParameter = Kind(rawValue: "externalParam")
            static let identifier = Kind(rawValue: "identifier")

            let rawValue: String
        }
    }

    /// What a function takes and returns.
    struct FunctionSignature: Decodable {
        let parameters: [Parameter]?
        let returns: [Fragment]?

        struct Parameter: Decodable {
            let declarationFragments: [Fragment]?
        }
    }
}
