// Firebase's Auth emulator by itself: node local/auth_emulator.js HOST PORT PROJECT
//
// `firebase emulators:start --only auth` compiles the JSON schemas of all its hundred operations before it listens, which takes
// fifteen seconds; here each is compiled when it is first needed. The emulator is Firebase's own, unchanged.
"use strict";

const exegesis = require("exegesis-express");

const { middleware } = exegesis;
exegesis.middleware = (document, options) => middleware(document, { ...options, lazyCompileValidationSchemas: true });

const { createApp } = require("firebase-tools/lib/emulator/auth/server");

const [host, port, project] = process.argv.slice(2);
createApp(project).then((app) => app.listen(Number(port), host));
