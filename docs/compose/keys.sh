#!/bin/sh
# Writes .env with new keys. Never over an old one: what was stored with its keys needs them.
set -eu
cd "$(dirname "$0")"
if [ -e .env ]; then
	echo 'There is a .env already. Nothing was changed.' >&2
	exit 1
fi
key() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
umask 077
cat > .env <<END
POSTGRES_PASSWORD=$(key)
N8N_ENCRYPTION_KEY=$(key)
EVOLUTION_API_KEY=$(key)
END
echo 'The keys are in .env. Keep a copy of it with your backups.'
