#!/usr/bin/env escript
%% Erlang's eredis

main([Port, "", Password]) ->
    ok = logger:set_primary_config(level, none),
    ok = io:setopts([{encoding, unicode}]),
    ok = application:load(eredis),
    {ok, Version} = application:get_key(eredis, vsn),
    io:format("version: ~s~n", [Version]),
    {ok, Client} = eredis:start_link("localhost", list_to_integer(Port), 0, Password),
    case eredis:q(Client, ["PING"]) of
        {ok, <<"PONG">>} -> steps(Client, list_to_integer(Port), Password);
        Refused -> say("refused", Refused)
    end.

steps(Client, Port, Password) ->
    Price = eredis:q(Client, ["shop.total", "2.5", 3]), % {ok,<<"7.5">>}
    say("double", Price),
    say("text", eredis:q(Client, ["shop.name", 1])),
    say("nil", eredis:q(Client, ["shop.name", 2])),
    say("map", eredis:q(Client, ["shop.stock"])),
    say("pipeline", eredis:qp(Client, [["shop.take", 1], ["shop.name", 1], ["shop.take", 3]])),
    say("error", eredis:q(Client, ["shop.take", 4])),
    say("argument", eredis:q(Client, ["shop.take", "all"])),
    say("unknown", eredis:q(Client, ["shop.close"])),

    {ok, Subscriber} = eredis_sub:start_link("localhost", Port, Password),
    eredis_sub:controlling_process(Subscriber),
    eredis_sub:subscribe(Subscriber, [<<"news">>]),
    receive {subscribed, _, _} -> eredis_sub:ack_message(Subscriber) end,
    Receivers = eredis:q(Client, ["PUBLISH", "news", "hello"]),
    receive {message, Channel, Text, _} -> say("message", [Receivers, Channel, Text]) end,
    eredis_sub:stop(Subscriber),

    say("restart", now),
    io:get_line(""),
    say("reconnect", reconnected(Client, 1000)).

%% It connects again by itself, a tenth of a second later; until then there is an error.
reconnected(Client, Tries) ->
    case eredis:q(Client, ["shop.take", 1]) of
        {error, _} when Tries > 0 -> timer:sleep(10), reconnected(Client, Tries - 1);
        Reply -> Reply
    end.

say(Step, Value) -> io:format("~s: ~tp~n", [Step, Value]).
