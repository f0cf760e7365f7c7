import { element, part } from './dom.js';
import { Page } from './page.js';
import { Session } from './session.js';
import { signInForm } from './sign-in.js';
import { withdrawToken } from './token.js';

const content = part('content');

function showState(state, error) {
  const text = { connected: 'connected', disconnected: 'connection lost, trying again' };
  part('state').dataset.state = state;
  part('state').textContent = text[state] ?? error?.message ?? state;
  // Who was signed in by what the server knows no longer has to say the password again.
  if (state === 'closed' && ['WRONGPASS', 'NOAUTH'].includes(error?.code)) location.reload();
}

async function signIn(credentials) {
  new Page(await Session.open(credentials, showState));
}

function askForSignIn() {
  showState('disconnected');
  part('state').textContent = 'signed out';
  document.body.classList.add('signed-out');
  content.replaceChildren(signInForm(async (credentials) => {
    await signIn(credentials);
    document.body.classList.remove('signed-out');
  }));
  content.querySelector('input').focus();
}

part('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address names the command
  content.focus();
});
part('sign-out').addEventListener('click', async () => {
  await withdrawToken();
  location.reload();
});

try {
  const session = await Session.resume(showState);
  if (session === undefined) await signIn({});
  else new Page(session);
} catch (error) {
  if (error.code === 'NOAUTH') askForSignIn();
  else {
    showState('closed', error);
    content.replaceChildren(element('p', { class: 'notice', role: 'alert' }, error.message));
  }
}
