import Glibc

/// A pipe into which a test types.
final class TypedInput {
    let descriptor: Int32
    private var input: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (descriptor, input) = (ends[0], ends[1])
    }

    deinit {
        end()
        close(descriptor)
    }

    func type(_ text: String) { _ = write(input, text, text.utf8.count) }

    func end() {
        if input >= 0 { close(input) }
        input = -1
    }
}
