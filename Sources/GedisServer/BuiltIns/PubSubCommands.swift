import GedisKit

// Listening to channels and publishing to them.

extension BuiltIn {
    static let listening = [
        BuiltIn(
            "subscribe", "pubsub", "Listens to channels.", [Parameter("channel"), Parameter("channels", .variadic)]
        ) {
            arguments, reply, connection in
            connection.listen(.channel, arguments, &reply)
        },
        BuiltIn(
            "psubscribe", "pubsub", "Listens to all channels whose names fit patterns.",
            [Parameter("pattern"), Parameter("patterns", .variadic)]
        ) { arguments, reply, connection in
            connection.listen(.pattern, arguments, &reply)
        },
        BuiltIn(
            "unsubscribe", "pubsub", "Ends to listen to channels, or to all of them.",
            [Parameter("channels", .variadic)],
            access: .users
        ) { arguments, reply, connection in
            connection.stopListening(.channel, arguments, &reply)
        },
        BuiltIn(
            "punsubscribe", "pubsub", "Ends to listen by patterns, or by all of them.",
            [Parameter("patterns", .variadic)], access: .users
        ) { arguments, reply, connection in
            connection.stopListening(.pattern, arguments, &reply)
        },
        BuiltIn(
            "publish", "pubsub", "Sends a message to all who listen to a channel; returns how many they are.",
            [Parameter("channel"), Parameter("message")]
        ) { arguments, reply, connection in
            let channel = arguments.withBytes(at: 0) { Array($0) }
            let message = arguments.withBytes(at: 1) { Array($0) }
            reply.integer(connection.worker.server.channels.publish(message, to: channel))
        },
    ]

    static let pubsub = BuiltIn(
        "pubsub", "pubsub", "Tells who listens to what.",
        subcommands: [
            BuiltIn("channels", "pubsub", "Lists the channels that are listened to.", [Parameter("pattern", .optional)])
            {
                arguments, reply, connection in
                let pattern = arguments.count > 1 ? arguments.withBytes(at: 1) { Glob(Array($0)) } : nil
                reply.result(connection.worker.server.channels.names(matching: pattern))
            },
            BuiltIn("numsub", "pubsub", "Counts who listens to channels by name.", [Parameter("channels", .variadic)]) {
                arguments, reply, connection in
                reply.map(count: arguments.count - 1)
                for index in 1..<arguments.count {
                    let channel = arguments.withBytes(at: index) { Array($0) }
                    reply.bulk(channel)
                    reply.integer(connection.worker.server.channels.listeners(to: channel))
                }
            },
            BuiltIn("numpat", "pubsub", "Counts the patterns that are listened to.") { _, reply, connection in
                reply.integer(connection.worker.server.channels.patternCount)
            },
        ])
}

extension Connection {
    fileprivate func listen(
        _ kind: Subscription.Kind, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) {
        for index in 0..<arguments.count {
            listen(to: Subscription(kind: kind, name: arguments.withBytes(at: index) { Array($0) }), &reply)
        }
    }

    fileprivate func stopListening(
        _ kind: Subscription.Kind, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) {
        if arguments.count == 0 { return stopListening(to: kind, &reply) }
        for index in 0..<arguments.count {
            stopListening(to: Subscription(kind: kind, name: arguments.withBytes(at: index) { Array($0) }), &reply)
        }
    }
}
