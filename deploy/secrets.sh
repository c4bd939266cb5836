#!/bin/sh
# Make the secrets that docker-compose.yml hands over as files; those that are there stay.
set -eu
cd "$(dirname "$0")"

# Containers run as other users and must be able to read the files; on this machine the folder
# keeps everybody else out.
mkdir -p secrets
chmod 700 secrets
umask 022

random() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

[ -s secrets/secret_key ] || random >secrets/secret_key
[ -s secrets/database_password ] || random >secrets/database_password
[ -s secrets/database_url ] ||
    printf 'postgresql+asyncpg://ihr:%s@postgres:5432/ihr' "$(cat secrets/database_password)" \
        >secrets/database_url
echo "The secrets are in $(pwd)/secrets. Keep a copy of secret_key: without it every login ends."
