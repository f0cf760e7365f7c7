import GedisJSON
import GedisKit
import NIOHTTP1

// What arrays and objects of a JSON text hold.

extension JSONText {
    /// The elements of an array.
    func elements(of list: Int) -> [Int] {
        var elements: [Int] = []
        var child = list + 1
        while child < after(list) {
            elements.append(child)
            child = after(child)
        }
        return elements
    }

    /// The members of an object.
    func members(of object: Int) -> [(name: String, value: Int)] {
        var members: [(name: String, value: Int)] = []
        var child = object + 1
        while child < after(object) {
            members.append((text(child), child + 1))
            child = after(child + 1)
        }
        return members
    }

    /// The last member of a name in an object; nil where there is none, or it is no object.
    func member(_ name: String, of object: Int) -> Int? {
        guard self[object].kind == .object else { return nil }
        return members(of: object).last { $0.name == name }?.value
    }

    /// The text of a string; nil where it is none, or no Unicode.
    func wholeText(_ index: Int) -> String? {
        guard self[index].kind == .string, case .text(let text) = string(index) else { return nil }
        return text
    }
}

extension JSONText {
    /// How deep values of a request's body may lie in one another: the arguments may be in an array of calls.
    private static let deepestInBody = RecordLimits.deepest + 6

    /// Reads a request's body in place.
    ///
    /// - Parameters:
    ///   - body: the text
    ///   - use: what is done with it
    /// - Returns: what `use` returns.
    /// - Throws: `HTTPError` where it is no JSON, and what `use` throws.
    static func reading<Result>(
        body: UnsafeRawBufferPointer, _ use: (JSONText) throws(HTTPError) -> Result
    ) throws(HTTPError) -> Result {
        let json: JSONText
        do throws(JSONText.Failure) {
            json = try JSONText(reading: body, deepest: deepestInBody, mostValues: RecordLimits.mostValues)
        } catch {
            throw error.isOverLimit
                ? HTTPError(.badRequest, "more than \(RecordLimits.mostValues) values in the body")
                : HTTPError(.badRequest, "the body is no JSON: \(error)")
        }
        return try use(json)
    }
}
