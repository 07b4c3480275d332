/** The product's own fonts, in the form that what draws takes: out of packages, never from the machine. */
import { createRequire } from 'node:module';

const find = createRequire(import.meta.url);

export const FONTS = Object.freeze({
  text: find.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  heading: find.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  value: find.resolve('@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf'),
});
