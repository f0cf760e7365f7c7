extension ClosedRange<Int> {
    /// The TCP ports.
    package static let ports = 1...65535

    /// The TCP ports and 0, which is none or one that is free.
    package static let portsOrZero = 0...65535
}

extension SettingFormat<Int> {
    /// A TCP port in a range.
    package static func port(_ range: ClosedRange<Int>) -> SettingFormat {
        number("port", in: range, expected: "a port")
    }
}

extension SettingFormat<Int?> {
    /// A TCP port, 0 for one that is free, or nothing.
    package static let optionalPort = SettingFormat(
        placeholder: "port", isText: false, shape: .integer(.portsOrZero),
        parse: { (text) throws(SettingMistake) in
            text.isEmpty ? nil : try SettingFormat<Int>.port(.portsOrZero).parse(text)
        }, render: { $0.map(String.init) ?? "" })
}

extension SettingFormat<String> {
    /// A host's name or an address.
    package static let host = SettingFormat(
        placeholder: "host",
        parse: { (text) throws(SettingMistake) in
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.contains("/") else {
                throw SettingMistake(message: "'\(text.visible)' is neither a host name nor an address")
            }
            return text
        }, render: \.self)

    /// What a browser sends as a page's origin.
    package static let origin = SettingFormat(
        placeholder: "origin",
        parse: { (text) throws(SettingMistake) in
            let parts = text.split(separator: "://", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "http" || parts[0] == "https", !parts[1].isEmpty,
                !parts[1].contains("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw SettingMistake(
                    message: "'\(text.visible)' is no origin: it is as https://example.org or http://localhost:8080")
            }
            return text
        }, render: \.self)
}
