import { element } from './dom.js';

/** The form that asks who the user is; `signIn(credentials)` is called until it does not throw. */
export function signInForm(signIn) {
  const user = element('input', {
    id: 'sign-in-user', name: 'user', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false',
    placeholder: 'default',
  });
  const password = element('input', {
    id: 'sign-in-password', name: 'password', type: 'password', autocomplete: 'current-password', required: true,
  });
  const notice = element('p', { class: 'notice', role: 'alert', hidden: true });
  const button = element('button', { type: 'submit' }, 'Sign in');
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    notice.hidden = true;
    try {
      await signIn({ user: user.value.trim() || undefined, password: password.value });
    } catch (error) {
      notice.textContent = error.code === 'WRONGPASS' ? 'The user or the password is wrong.' : error.message;
      notice.hidden = false;
      button.disabled = false;
      password.select();
    }
  };
  return element('form', { class: 'card stack', id: 'sign-in', onsubmit: submit },
    element('h1', {}, 'Sign in'),
    notice,
    element('div', { class: 'field' }, element('label', { for: 'sign-in-user' }, 'User'), user),
    element('div', { class: 'field' }, element('label', { for: 'sign-in-password' }, 'Password'), password),
    button);
}
