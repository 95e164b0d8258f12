/** What the screens that found a team, or show a demonstration, say, in English. */
export const found = {
  team_name: 'Name of the team',
  team_name_hint: 'Only members see it. The server never does.',
  code: 'Founding code',
  code_hint: 'This server asks for one. It was shown when the server was started.',
  found_do: 'Found the team',
  demo_title: 'A demonstration',
  demo_what: 'This founds a team on this server that is marked as a demonstration, and records in it what was published about the attack on pilgrims near Mastung in 2011. The real keys, the real seals and the real server are used.',
  demo_who: 'You will see it as documenter and as coordinator: the list, each account with its author and history, and what may be exported.',
  demo_remove: 'A band at the top says that it is a demonstration. Its button removes everything, also from the server.',
  demo_pass: 'The words that open it again after it is locked:',
  demo_do: 'Start the demonstration',
  demo_working: 'Founding the team, making the keys, recording and sealing. This can take a minute on an old phone.',
};
