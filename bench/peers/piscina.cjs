// Squares numbers in two worker threads of Node: piscina.cjs rate prints how many a second, piscina.cjs one the median time
// of one call at a time, in microseconds. The module is looked for in NODE_PATH.
const { isMainThread } = require('node:worker_threads');

if (!isMainThread) {
  module.exports = (x) => x * x;
} else {
  const { Piscina } = require('piscina');
  const pool = new Piscina({ filename: __filename, minThreads: 2, maxThreads: 2, concurrentTasksPerWorker: 64 });

  async function rate(count) {
    const window = 1024;
    const start = process.hrtime.bigint();
    let next = 0;
    const lane = async () => {
      while (next < count) await pool.run(next++);
    };
    await Promise.all(Array.from({ length: window }, lane));
    return count / (Number(process.hrtime.bigint() - start) / 1e9);
  }

  async function roundTrip(count) {
    const micros = [];
    for (let i = 0; i < count; i++) {
      const start = process.hrtime.bigint();
      await pool.run(i);
      micros.push(Number(process.hrtime.bigint() - start) / 1e3);
    }
    return micros.slice(count / 5).sort((a, b) => a - b)[Math.floor((count * 4) / 10)];
  }

  (async () => {
    if (process.argv[2] === 'one') {
      console.log('figure', await roundTrip(10_000));
    } else {
      await rate(20_000);
      console.log('figure', await rate(100_000));
    }
    await pool.destroy();
  })();
}
