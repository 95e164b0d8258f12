/** What is said of a relay whose log cannot be true, in English. */
export const findings = {
  rolled_back: 'The server has lost something that it had signed for',
  rolled_back_what: 'Its log became shorter. What this device holds was offered to it again at once, and nothing counts as delivered before it is proven anew.',
  fork: 'The server has shown two different logs',
  fork_what: 'It showed this device another history than before. What this device holds was offered to it again at once, and nothing counts as delivered before it is proven anew.',
  fork_told: 'What {label} was shown is not what this device was shown. The testimony is genuine and readable; it is the server that gave two people two histories.',
  found_on: 'Found on {day}. The proof, signed by the server, is kept on this device.',
  next: 'Tell the others in person, not through this server. Do not rely on it until you know why.',
  seen: 'I have seen this',
};
