/** Ends the program when its starter is gone, `kill -9` included: the closed channel is the only sign of that. */
process.on('disconnect', () => process.exit(129));
process.channel?.unref();
