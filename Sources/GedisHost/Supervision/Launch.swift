/// By which program and words the processes of a server are started.
package struct Launch: Codable, Sendable {
    /// The program's path; nil for the one that runs.
    var program: String?
    /// The words with which a process serves.
    var serving: [String]
    /// The words with which one serves that replaces another that crashed.
    var servingAfterCrash: [String]
    /// The words with which the supervisor goes on, without the option that hands it what it knows.
    var supervising: [String]

    /// Describes a launch.
    ///
    /// - Parameters:
    ///   - program: the program's path; nil for the one that runs
    ///   - serving: the words with which a process serves
    ///   - servingAfterCrash: the words with which one serves that replaces another that crashed
    ///   - supervising: the words with which a supervisor goes on
    package init(
        program: String? = nil, serving: [String], servingAfterCrash: [String], supervising: [String]
    ) {
        self.program = program
        self.serving = serving
        self.servingAfterCrash = servingAfterCrash
        self.supervising = supervising
    }
}
