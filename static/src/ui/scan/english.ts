/** What reading a code with the camera says, in English. */
export const scan = {
  read: 'Read the code with the camera',
  picture: 'What the camera sees',
  aim: 'Hold the phone so that the whole code is in the picture. No picture is kept or sent.',
  off: 'Turn the camera off',
  strange: 'This is another code',
  strange_note: 'It does not belong here, and nothing was opened. The camera goes on looking.',
  refused: 'The camera is not allowed',
  refused_note: 'Paste the link instead, or allow the camera in the settings of the browser.',
  none: 'This browser has no camera to use',
  none_note: 'Paste the link instead.',
  failed: 'The camera does not work now',
  failed_note: 'Another app may be using it. Close that app and try again, or paste the link.',
  idle: 'The camera is off again',
  idle_note: 'In two minutes it saw no code that belongs here. Try again with more light, or paste the link.',
};
