// Firebase's Auth emulator by itself: node local/auth_emulator.js HOST PORT PROJECT
//
// `firebase emulators:start --only auth` compiles the JSON schemas of all its hundred operations before it listens, which takes
// fifteen seconds; here each is compiled when it is first needed. The emulator is Firebase's own, but for one thing: a sign-up reads
// the clock twice, and where a second ends in between, its token would be older than what the account takes for valid.
"use strict";

const exegesis = require("exegesis-express");

const { middleware } = exegesis;
exegesis.middleware = (document, options) => middleware(document, { ...options, lazyCompileValidationSchemas: true });

const { ProjectState } = require("firebase-tools/lib/emulator/auth/state");
const { createUserWithLocalId } = ProjectState.prototype;
ProjectState.prototype.createUserWithLocalId = function (localId, user) {
  const signedInAt = Math.floor(Number(user.lastLoginAt) / 1000);
  const valid = user.validSince && signedInAt ? { validSince: String(signedInAt) } : {};
  return createUserWithLocalId.call(this, localId, { ...user, ...valid });
};

const { createApp } = require("firebase-tools/lib/emulator/auth/server");

const [host, port, project] = process.argv.slice(2);
createApp(project).then((app) => app.listen(Number(port), host));
