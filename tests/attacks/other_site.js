// What a page of another site can try against the app and the desk at `target`: what came of each, "stopped" if nothing did.
async (target) => {
  const tried = {};
  const tell = async (name, work) => {
    try {
      tried[name] = await work();
    } catch {
      tried[name] = 'stopped';
    }
  };
  const post = { method: 'POST', body: '{"passphrase": "guess"}' };
  await tell('read', async () => (await fetch(`${target}/desk/status`)).status);
  await tell('json', async () => (await fetch(`${target}/desk/unlock`, { ...post, headers: { 'Content-Type': 'application/json' } })).status);
  await tell('blind', async () => (await fetch(`${target}/desk/unlock`, { ...post, mode: 'no-cors' })).type);
  await tell('found', async () => (await fetch(`${target}/api/v1/teams`, { ...post, mode: 'no-cors' })).type);
  await tell('frame', async () => (document.getElementById('frame').contentDocument === null ? Promise.reject(new Error('foreign')) : 'read'));
  await tell('script', () => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.onload = () => resolve('loaded');
    script.onerror = reject;
    script.src = `${target}/desk/status`;
    document.head.append(script);
  }));
  await tell('socket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${target.replace('http', 'ws')}/desk/status`);
    socket.onopen = () => resolve('open');
    socket.onerror = reject;
  }));
  return tried;
}
