/// Where and for whom a server speaks HTTP and WebSocket.
public struct ServerWeb: Sendable, Hashable {
    /// The TCP port, 0 for one that is free; nil for none.
    public var port: Int?
    /// The origins whose pages may call, besides the server's own.
    public var origins: [String] = []
    /// The names by which the server is reached, besides `localhost`, addresses and its `addr`.
    public var hosts: [String] = []
    /// Whether other machines may be served without TLS.
    public var insecure = false

    /// What holds where a definition says nothing.
    public init() {}
}

extension ServerDefinition {
    static let webSchema: [Field<ServerDefinition>] = [
        Field(
            "web.port", \.web.port, .optionalPort, "TCP port of HTTP and WebSocket; 0 for a free one, empty for none"),
        Field(
            list: "web.origins", \.web.origins, .origin,
            "pages that may call, such as https://example.org, besides its own"),
        Field(list: "web.hosts", \.web.hosts, .host, "names by which browsers reach it, besides addr"),
        Field("web.insecure", \.web.insecure, .boolean, "serve other machines without TLS"),
    ]
}

extension Field<ServerDefinition> {
    /// A key whose value is a list of texts, empty by default.
    fileprivate init(
        list name: String, _ target: any WritableKeyPath<ServerDefinition, [String]> & Sendable,
        _ format: FieldFormat<String>, _ help: String
    ) {
        let parse: @Sendable (String) throws(FieldMistake) -> [String] = { (text) throws(FieldMistake) in
            var texts: [String] = []
            for part in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
                texts.append(try format.parse(String(part)))
            }
            return texts
        }
        info = FieldInfo(name: name, placeholder: format.placeholder + "…", defaultValue: "", help: help)
        isText = true
        isList = true
        canonical = { (text) throws(FieldMistake) in try parse(text).joined(separator: " ") }
        assign = { (definition, text, _) throws(FieldMistake) in definition[keyPath: target] = try parse(text) }
    }
}

extension FieldFormat<Int?> {
    /// A TCP port, or nothing.
    fileprivate static let optionalPort = FieldFormat(
        placeholder: "port", isText: false,
        parse: { (text) throws(FieldMistake) in
            text.isEmpty ? nil : try FieldFormat<Int>.port(0...65535).parse(text)
        }, render: { $0.map(String.init) ?? "" })
}

extension FieldFormat<String> {
    /// What a browser sends as a page's origin.
    fileprivate static let origin = FieldFormat(
        placeholder: "origin",
        parse: { (text) throws(FieldMistake) in
            let parts = text.split(separator: "://", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "http" || parts[0] == "https", !parts[1].isEmpty,
                !parts[1].contains("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw FieldMistake(
                    message: "'\(text.visible)' is no origin: it is as https://example.org or http://localhost:8080")
            }
            return text
        }, render: \.self)
}
