# Perl's Redis
use strict;
use warnings;
use IO::Socket::SSL;
use Redis;

my ($port, $ca, $password) = @ARGV;
$| = 1;

sub report { my ($step, @values) = @_; print "$step: @values\n" }

IO::Socket::SSL::set_defaults(SSL_ca_file => $ca) if $ca;

sub connection {
    return Redis->new(
        server => "localhost:$port", encoding => undef,
        $ca ? (ssl => 1) : (), $password ? (password => $password) : ());
}

report('version', Redis->VERSION);
my $client = eval { connection() };
if (!$client) {
    report('refused', $@ =~ s/,?\s+at \/.*//sr);
    exit;
}

sub call {
    my ($command, @arguments) = @_;
    my $reply = eval { $client->$command(@arguments) };
    return $@ ? $@ =~ s/,?\s+at \/.*//sr : $reply;
}

my $price = call('shop.total', 2.5, 3);    # 7.5
report('double', $price);
report('text', call('shop.name', 1));
report('nil', call('shop.name', 2) // 'undef');
report('map', join ',', @{call('shop.stock')});

my @replies;
for my $words (['shop.take', 1], ['shop.name', 1], ['shop.take', 3]) {
    my ($command, @arguments) = @$words;
    $client->$command(@arguments, sub { push @replies, $_[0] });    # with a callback it does not wait
}
$client->wait_all_responses;
report('pipeline', @replies);

report('error', call('shop.take', 4));
report('argument', call('shop.take', 'all'));
report('unknown', call('shop.close'));

my $subscriber = connection();
my @message;
$subscriber->subscribe('news', sub { @message = @_[1, 0]; die "read" });
my $receivers = $client->publish('news', 'hello');
eval { $subscriber->wait_for_messages(60) };    # it returns only when no message comes for a minute
report('message', $receivers, @message);

report('restart', 'now');
<STDIN>;
report('reconnect', call('shop.take', 1));
$client = connection();
report('again', call('shop.take', 1));
