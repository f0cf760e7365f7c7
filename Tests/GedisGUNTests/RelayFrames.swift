import Foundation
import GedisKit

@testable import GedisGUN

/// What was captured between gun.js' own relay and its peers.
struct RelayFrames {
    /// A frame, whole.
    struct Frame {
        let section: String
        let peer: String
        let isOfPeer: Bool
        let text: String

        var json: JSON? { try? JSON.read(Array(text.utf8)) }
    }

    let frames: [Frame]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/relay-frames.txt")
        var section = ""
        var frames: [Frame] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("===") { section = String(line) }
            guard let match = line.firstMatch(of: /^ *\d* *(\w*) *(C>S|S>C) (.*)$/) else { continue }
            let text = String(match.3)
            // Long ones were cut.
            if text.contains("…(") { continue }
            frames.append(
                Frame(section: section, peer: String(match.1), isOfPeer: match.2 == "C>S", text: text))
        }
        self.frames = frames
    }
}
