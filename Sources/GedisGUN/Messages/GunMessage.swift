/// One message of the GUN wire protocol, with the fields that a client acts on. All others are ignored.
package struct GunMessage: Sendable {
    /// What follows a part of an answer.
    package enum More: Sendable {
        /// The message of this id.
        case message(String)
        /// Further pages, of ids not given.
        case pages
    }

    /// `#`: its id.
    package var id: String?
    /// `@`: the id of the message that it answers.
    package var answered: String?
    /// `put`: nodes, to write or as an answer; nil where the field is missing.
    package var nodes: [GunNode]?
    /// `ok`: whether a put was accepted.
    package var isAccepted = false
    /// `lost`: whether some of a put that was accepted lost to what stood there; gedis' own relay says so.
    package var hasLost = false
    /// `err`: why it was not.
    package var error: String?
    /// `dam`: what a message between neighbours is about.
    package var mesh: String?
    /// `%`: what follows.
    package var more: More?

    /// Whether it answers that there is nothing to get.
    package var isMissing: Bool { answered != nil && nodes == nil && error == nil && !isAccepted }

    /// Reads a message; nil for what is no object.
    package init?(_ json: JSON) {
        guard let members = json.members else { return nil }
        for member in members {
            switch member.name.text {
            case "#": id = member.value.string
            case "@": answered = member.value.string
            case "put":
                nodes = member.value.members?.compactMap { GunNode(soul: $0.name.text, $0.value) }
            case "ok":
                isAccepted = if case .null = member.value { false } else { true }
            case "lost": hasLost = true
            case "err": error = member.value.string.flatMap { $0.isEmpty ? nil : $0 }
            case "dam": mesh = member.value.string
            case "%":
                more = member.value.string.map(More.message) ?? .pages
            default: break
            }
        }
    }

    /// The messages of a frame: an object, or a list of objects and of strings that hold an object. What cannot be read
    /// is left out, down to the whole frame.
    package static func read(frame: [UInt8]) -> [GunMessage] {
        guard let json = try? JSON.read(frame) else { return [] }
        guard case .array(let items) = json else { return GunMessage(json).map { [$0] } ?? [] }
        return items.compactMap { item in
            guard let text = item.string else { return GunMessage(item) }
            return (try? JSON.read(Array(text.utf8))).flatMap(GunMessage.init)
        }
    }
}
