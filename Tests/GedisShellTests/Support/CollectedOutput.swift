import GedisShell
import Synchronization

/// What a shell prints, kept.
final class CollectedOutput: ShellOutput {
    enum Piece: Equatable {
        case reply(String), note(String), complaint(String), drawing(String)

        var text: String {
            switch self {
            case .reply(let text), .note(let text), .complaint(let text), .drawing(let text): text
            }
        }
    }

    private let kept = Mutex<[Piece]>([])
    let isInteractive: Bool
    let hasColouredReplies: Bool
    let hasColouredDrawing = false

    init(isInteractive: Bool = false, hasColouredReplies: Bool = false) {
        self.isInteractive = isInteractive
        self.hasColouredReplies = hasColouredReplies
    }

    var pieces: [Piece] { kept.withLock { $0 } }

    /// The pieces since the last time.
    func take() -> [Piece] {
        kept.withLock { pieces in
            defer { pieces = [] }
            return pieces
        }
    }

    func reply(_ bytes: [UInt8]) { add(.reply(String(decoding: bytes, as: UTF8.self))) }
    func note(_ text: String) { add(.note(text)) }
    func complain(_ text: String) { add(.complaint(text)) }
    func complain(of error: any Error) { add(.complaint("\(error)")) }
    func draw(_ text: String) { add(.drawing(text)) }

    private func add(_ piece: Piece) { kept.withLock { $0.append(piece) } }
}
