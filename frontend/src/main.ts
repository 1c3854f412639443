import { mount } from 'svelte';
import App from './App.svelte';
import { keepInside } from '$lib/bridge/keep-inside';
import { wails } from '$lib/bridge/wails';
import { Session } from '$lib/chat/session.svelte';
import './styles/tokens.css';
import './styles/base.css';

// `vite dev` in a browser has no Go behind it; the demo is not in the shipped page.
const withoutGo = import.meta.env.DEV && !('go' in window);
const bridge = withoutGo ? (await import('$lib/bridge/demo')).demo() : wails;

const session = new Session(bridge);

keepInside(document, bridge, (sentence) => session.trouble.tell(sentence));
mount(App, { target: document.getElementById('app')!, props: { session } });
