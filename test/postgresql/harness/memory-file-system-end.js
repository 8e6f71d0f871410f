module.exports = require('./memory-file-system.js').unmount;
