/// A value in a YAML document and where it stands.
struct YAMLNode: Sendable {
    var content: Content
    /// Where its text begins.
    var position: TextPosition
    /// Its text in the document, in bytes. A value that isn't written has an empty range where it would begin.
    var range: Range<Int>
    /// Which of the files it stands in that a definition is made of.
    var layer = 0

    indirect enum Content: Sendable, Equatable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }
}

/// A key of a mapping with its value.
struct YAMLEntry: Sendable, Equatable {
    var key: String
    var keyNode: YAMLNode
    var value: YAMLNode

    /// Two entries are equal when they say the same, wherever they stand.
    static func == (one: YAMLEntry, other: YAMLEntry) -> Bool { one.key == other.key && one.value == other.value }
}

extension YAMLNode: Equatable {
    /// Two nodes are equal when they say the same, wherever they stand.
    static func == (one: YAMLNode, other: YAMLNode) -> Bool { one.content == other.content }

    /// The scalar, where the node is one.
    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// The elements, where the node is a sequence.
    var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }
}

/// A line and a column, both from 1; columns count characters (Unicode scalars), as libyaml does.
struct TextPosition: Sendable, Hashable {
    var line: Int
    var column: Int
}

/// Why a text is no YAML document that gedis reads, or cannot be changed as asked.
struct YAMLError: Error, Hashable {
    var position: TextPosition?
    var message: String
}
