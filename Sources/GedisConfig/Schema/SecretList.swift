internal import GedisSettings

/// Several secrets that one key has, of which each is taken.
struct SecretList {
    /// The secrets, as far as they can be read.
    private(set) var secrets: [Secret] = []
    /// What is wrong with the others.
    private(set) var problems: [Problem] = []
    /// Where those stand that are not sealed.
    private(set) var plain: [TextPosition] = []

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - elements: its elements
    ///   - place: where the list stands
    ///   - problem: the same, for errors
    ///   - environment: what `${env:NAME}` stands for
    init(_ elements: [YAMLNode], _ place: FieldPlace, _ problem: Problem, _ environment: Variables) {
        for element in elements {
            do throws(SettingMistake) {
                guard let scalar = element.scalar, !scalar.isNull, !scalar.text.isEmpty else {
                    throw SettingMistake(message: "a password is expected here: text that is not empty")
                }
                let secret = Secret(try environment.expand(scalar.text), at: place)
                secrets.append(secret)
                if !secret.isSealed, !Variables.areNamed(in: scalar.text) { plain.append(element.position) }
            } catch {
                problems.append(problem.saying(.error, error.message, at: element.position))
            }
        }
    }
}
