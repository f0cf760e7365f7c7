import Foundation

@testable import GedisBackends
import GedisGUN

/// What was captured from GUN servers: frames, and which of two values won at equal states.
struct GunVectors {
    /// A frame that was captured whole.
    struct Frame {
        let name: String
        let raw: String
    }

    /// Two values of equal state, and which one the server kept.
    struct Tie {
        let values: (GunValue, GunValue)
        let winner: GunValue
    }

    var frames: [Frame] = []
    var ties: [Tie] = []

    init() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources/gun-vectors.jsonl")
        for line in try String(contentsOf: file.standardized, encoding: .utf8).split(separator: "\n") {
            let json = try JSON.read(Array(line.utf8))
            switch json["kind"]?.string {
            case "frame":
                guard json["truncated"] == nil, let raw = json["raw"]?.string, !raw.hasPrefix("<<") else { continue }
                let name = [json["server"], json["case"]].compactMap { $0?.string }.joined(separator: "/")
                frames.append(Frame(name: name, raw: raw))
            case "ham-tie":
                guard let one = json["a"].flatMap(GunValue.init), let other = json["b"].flatMap(GunValue.init),
                    let winner = json["winner"].flatMap(GunValue.init)
                else { continue }
                ties.append(Tie(values: (one, other), winner: winner))
            default: break
            }
        }
    }
}
