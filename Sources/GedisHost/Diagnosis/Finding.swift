/// What was found about one thing that a machine or a repo has to have right.
package struct Finding: Sendable {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// It is right.
        case ok
        /// It works, and deserves attention.
        case warning
        /// Something does not work.
        case error
    }

    /// What was looked at.
    package var subject: String
    /// How bad it is.
    package var severity: Severity
    /// What was found.
    package var detail: String
    /// What to do about it; empty where nothing is to be done.
    package var advice: String

    init(_ subject: String, _ severity: Severity, _ detail: String, _ advice: String = "") {
        self.subject = subject
        self.severity = severity
        self.detail = detail
        self.advice = advice
    }
}
