import GedisKit

// Subscribing to channels and publishing to them.

extension BuiltIn {
    static let subscribing = [
        BuiltIn(
            "subscribe", "pubsub", "Subscribes to channels.", [Parameter("channel"), Parameter("channels", .variadic)]
        ) {
            arguments, reply, connection in
            connection.subscribe(.channel, arguments, &reply)
        },
        BuiltIn(
            "psubscribe", "pubsub", "Subscribes to all channels whose names match patterns.",
            [Parameter("pattern"), Parameter("patterns", .variadic)]
        ) { arguments, reply, connection in
            connection.subscribe(.pattern, arguments, &reply)
        },
        BuiltIn(
            "unsubscribe", "pubsub", "Unsubscribes from channels, or from all of them.",
            [Parameter("channels", .variadic)],
            access: .users
        ) { arguments, reply, connection in
            connection.unsubscribe(.channel, arguments, &reply)
        },
        BuiltIn(
            "punsubscribe", "pubsub", "Unsubscribes from patterns, or from all of them.",
            [Parameter("patterns", .variadic)], access: .users
        ) { arguments, reply, connection in
            connection.unsubscribe(.pattern, arguments, &reply)
        },
        BuiltIn(
            "publish", "pubsub", "Sends a message to a channel's subscribers; returns how many they are.",
            [Parameter("channel"), Parameter("message")]
        ) { arguments, reply, connection in
            let channels = connection.worker.server.channels
            let count = arguments.withBytes(at: 0) { channel in
                arguments.withBytes(at: 1) { channels.publish($0, to: channel) }
            }
            reply.integer(count)
        },
    ]

    static let pubsub = BuiltIn(
        "pubsub", "pubsub", "Shows who subscribes to what.",
        subcommands: [
            BuiltIn(
                "channels", "pubsub", "Lists the channels that have subscribers.", [Parameter("pattern", .optional)]
            ) {
                arguments, reply, connection in
                let pattern = arguments.count > 1 ? arguments.withBytes(at: 1) { Glob(Array($0)) } : nil
                reply.result(connection.worker.server.channels.names(matching: pattern))
            },
            BuiltIn("numsub", "pubsub", "Counts the subscribers of channels.", [Parameter("channels", .variadic)]) {
                arguments, reply, connection in
                // An array in both versions of the protocol, as Redis has it.
                reply.array(count: (arguments.count - 1) * 2)
                for index in 1..<arguments.count {
                    let channel = arguments.withBytes(at: index) { Array($0) }
                    reply.bulk(channel)
                    reply.integer(connection.worker.server.channels.subscribers(to: channel))
                }
            },
            BuiltIn("numpat", "pubsub", "Counts the patterns that have subscribers.") { _, reply, connection in
                reply.integer(connection.worker.server.channels.patternCount)
            },
        ])
}

extension Connection {
    fileprivate func subscribe(
        _ kind: Subscription.Kind, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) {
        for index in 0..<arguments.count {
            subscribe(to: Subscription(kind: kind, name: arguments.withBytes(at: index) { Array($0) }), &reply)
        }
    }

    fileprivate func unsubscribe(
        _ kind: Subscription.Kind, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) {
        if arguments.count == 0 { return unsubscribe(to: kind, &reply) }
        for index in 0..<arguments.count {
            unsubscribe(to: Subscription(kind: kind, name: arguments.withBytes(at: index) { Array($0) }), &reply)
        }
    }
}
