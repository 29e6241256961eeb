#!/usr/bin/env escript
%%! -noinput +fnu
%% Asks an echo server and prints one answer a line. Erlang itself writes and reads the lengths.
%%
%% usage: escript echo_client.escript ADDRESS PORT 1|2|4 TEXT...

main([Host, Port, Packet | Texts]) ->
    {ok, Address} = inet:parse_address(Host),
    ok = io:setopts([{encoding, unicode}]),
    {ok, Socket} = gen_tcp:connect(
        Address, list_to_integer(Port), [binary, {packet, list_to_integer(Packet)}, {active, false}]
    ),
    lists:foreach(fun(Text) -> io:format("~ts~n", [ask(Socket, Text)]) end, Texts),
    gen_tcp:close(Socket).

ask(Socket, Text) ->
    ok = gen_tcp:send(Socket, unicode:characters_to_binary(Text)),
    {ok, Answer} = gen_tcp:recv(Socket, 0, 10000),
    Answer.
