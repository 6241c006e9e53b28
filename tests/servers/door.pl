# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Hands a request on to the door whose port is in the name of its folder, and its answer back without a length.
# It is Perl as each Debian has that, and its server may run it as a user who can't read the tests' Python.
use strict;
use warnings;
use IO::Socket::INET;

binmode STDIN;
binmode STDOUT;
my ($port) = $ENV{SCRIPT_FILENAME} =~ m{/(\d+)/[^/]*$};
my $door = IO::Socket::INET->new("127.0.0.1:$port") or exit 1;
my $body = "";
read STDIN, $body, $ENV{CONTENT_LENGTH} || 0;
print $door "$ENV{REQUEST_METHOD} $ENV{REQUEST_URI} HTTP/1.0\r\nHost: door\r\n";
print $door "Content-Type: $ENV{CONTENT_TYPE}\r\n" if $ENV{CONTENT_TYPE};
print $door "Content-Length: " . length($body) . "\r\n\r\n$body";
local $/;
my $answer = <$door>;
# a door that hangs up leaves the server without an answer too
exit 1 unless $answer;
my ($head, $content) = split /\r\n\r\n/, $answer, 2;
$head =~ s{^HTTP/\S+ }{Status: };
$head =~ s{\r\n(?:Content-Length|Connection|Transfer-Encoding|Server|Date):[^\r]*}{}gi;
# a server that gets all of it at once says how long it is; what the frame is judged by waits long enough for any machine
$| = 1;
print "$head\r\n\r\n";
select undef, undef, undef, $ENV{REQUEST_URI} =~ m{dialreplace/get} ? 3 : 0.05;
print $content;
