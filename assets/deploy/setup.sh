#!/bin/sh
# Sets up a superuser, two users and three variables. Run it again at any time, also after it was interrupted: what exists
# stays as it is, and the end is the same.
#
# SECRETS is the directory with the passwords and values, a file each, readable only by the account that runs this.
set -eu
: "${SECRETS:=/run/secrets}"

# The secret key comes first, since the variables are encrypted with it. Without this, set KOZMOAI_SECRET_KEY_FILE.
grep -q '^KOZMOAI_SECRET_KEY=.' .env 2>/dev/null || kozmoai keygen --write .env

# --if-needed: a user who exists is enough; the password is set only for a new one.
kozmoai --no-input superuser --username admin --password-file "$SECRETS/admin_password" --if-needed
kozmoai --no-input users add anna --active --password-file "$SECRETS/anna_password" --if-needed
kozmoai --no-input users add ben --active --password-file "$SECRETS/ben_password" --if-needed

# Setting a variable again replaces its value.
kozmoai --no-input variables set anna OPENAI_API_KEY --value-file "$SECRETS/openai_api_key"
kozmoai --no-input variables set anna REGION --type Generic --value-file "$SECRETS/region"
kozmoai --no-input variables set ben SEARCH_API_KEY --value-file "$SECRETS/search_api_key"
