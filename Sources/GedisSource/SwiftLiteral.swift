extension StringProtocol {
    /// The text as a Swift string literal.
    package var swiftLiteral: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            default: text += scalar.inLiteral
            }
        }
        return text + "\""
    }

    /// The text as a multi-line Swift string literal.
    package var multilineSwiftLiteral: String {
        var text = "\"\"\"\n"
        var quotes = 0
        for scalar in unicodeScalars {
            quotes = scalar == "\"" ? quotes + 1 : 0
            if quotes == 3 {
                text += "\\\""
                quotes = 0
            } else {
                text += scalar == "\n" || scalar == "\t" ? String(scalar) : scalar.inLiteral
            }
        }
        return text + "\n\"\"\""
    }
}

extension Unicode.Scalar {
    /// The scalar as it stands in a string literal. Swift reads scalars, so one that forms a character with its neighbours
    /// is escaped like one that stands alone.
    fileprivate var inLiteral: String {
        switch self {
        case "\\": "\\\\"
        case "\r": "\\r"
        case "\0": "\\0"
        default:
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                "\\u{\(String(value, radix: 16, uppercase: true))}"
            default: String(self)
            }
        }
    }
}
