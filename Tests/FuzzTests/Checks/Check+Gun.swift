import GedisGUN
import GedisKit

extension Check {
    /// A frame's JSON that is read is written as what is read the same again, and so are the nodes of its messages.
    static let gun = Check(
        name: "gun",
        vocabulary: [
            "{", "}", "[", "]", ":", ",", "\"", "\"#\":\"id\"", "\"@\":\"id\"", "\"put\":{",
            "\"a\":{\"_\":{\"#\":\"a\",\">\":{\"k\":1}},",
            "\"k\":1}", "\"ok\":true", "\"err\":null", "\"%\":1", "null", "true", "-0.5e-7", "1e400", "\\ud800",
            "\\udc00", "\\n",
            "\u{1}", "é", " ", "{\"#\":\"x\"}",
        ]
    ) { input in
        if let json = try? JSON.read(input) {
            let text = json.text
            guard let again = try? JSON.read(Array(text.utf8)), again.text == text else {
                return "what is written is not read again: \(text)"
            }
        }
        for node in GunMessage.read(frame: input).flatMap({ $0.nodes ?? [] }) {
            let text = JSON.object([JSON.Member("put", node.graph)]).text
            guard let again = GunMessage.read(frame: Array(text.utf8)).first?.nodes?.first, again.soul == node.soul,
                again.entries.count == node.entries.count,
                again.entries.allSatisfy({ key, entry in
                    node.entries[key].map { $0.hasValue(of: entry) && $0.state == entry.state } ?? false
                })
            else { return "a node is not read again: \(text)" }
        }
        return nil
    }
}
