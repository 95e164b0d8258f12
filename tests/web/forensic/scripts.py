"""What the pages of these tests do, in their own language. Each is a function of one argument."""

from __future__ import annotations

from typing import Final

_SEEN: Final = """
  const seen = async (find) => {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise((again) => setTimeout(again, 50));
    }
  };
"""
RECORD: Final = """async ([count, said, named, unfinished]) => {
  const form = ['gawahi_default', '2026112200'];
  const call = (method, ...args) => new Promise((resolve, reject) => {
    const worker = window.engineWorker, id = 1e9 + Math.floor(Math.random() * 1e9);
    worker.addEventListener('message', function hear({ data }) {
      if (data.id !== id) return;
      worker.removeEventListener('message', hear);
      if ('refusal' in data) reject(new Error(data.refusal)); else resolve(data.ok);
    });
    worker.postMessage({ id, method, args });
  });
  const draft = (narrative) => {
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    const id = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const answers = { fields: { narrative }, members: {} };
    return { id, formId: form[0], formVersion: form[1], at: 'event', changed: 0, answers };
  };
  for (let number = 0; number < count; number += 1) {
    const one = draft(`${said} ${number}`);
    await call('saveDraft', one);
    await call('seal', one.id, form, [
      { path: ['narrative'], value: `${said} ${number}`, compartment: 'testimony' },
      { path: ['s_name'], value: named, compartment: 'identity' },
    ]);
  }
  const left = draft(unfinished);
  await call('saveDraft', left);
  return left.id;
}"""
KEY_FILE: Final = """async () => {
  const file = await (await (await navigator.storage.getDirectory()).getFileHandle('key')).getFile();
  return [...new Uint8Array(await file.arrayBuffer())];
}"""
TYPE_PASSPHRASE: Final = (
    """async (passphrase) => {"""
    + _SEEN
    + """
  const field = await seen(() => document.querySelector('input[type=password]'));
  field.value = passphrase;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  document.querySelector('button[type=submit]').click();
  await seen(() => !document.querySelector('input[type=password]') && document.querySelector('main.screen'));
}"""
)
OPEN_DRAFT: Final = """async ([id, text]) => {
  location.hash = `#/record/${id}`;
  for (;;) {
    const place = document.querySelector('main input[type=text], main textarea');
    if (place) { place.focus(); place.value = text; place.dispatchEvent(new Event('input', { bubbles: true })); break; }
    await new Promise((again) => setTimeout(again, 50));
  }
  await new Promise((saved) => setTimeout(saved, 1500));
}"""
HOLD_TO_ERASE: Final = (
    """async () => {"""
    + _SEEN
    + """
  await seen(() => document.querySelector('details'));
  for (const details of document.querySelectorAll('details')) details.open = true;
  const hold = await seen(() => document.querySelector('.hold'));
  hold.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  await seen(() => document.querySelector('a[href="#/join"]'));
}"""
)
PLANT: Final = """async (text) => {
  localStorage.setItem('planted', text);
  const long = text.repeat(300);
  await new Promise((done, failed) => {
    const opening = indexedDB.open('planted', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
      writing.objectStore('rows').put(text, 'short');
      writing.objectStore('rows').put({ long }, 'long');
      writing.oncomplete = () => { opening.result.close(); done(); };
    };
  });
  await (await caches.open('planted')).put('/planted', new Response(text));
}"""
ALONE: Final = """async () => {
  const root = await navigator.storage.getDirectory();
  const names = [];
  for await (const name of root.keys()) names.push(name);
  return [names, (await indexedDB.databases()).map(({ name }) => name)];
}"""
