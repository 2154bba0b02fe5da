// Says on the page when the browser gave no passkey; allauth's own script only writes it to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("passkey-failed");
  if (words) words.hidden = false;
});
